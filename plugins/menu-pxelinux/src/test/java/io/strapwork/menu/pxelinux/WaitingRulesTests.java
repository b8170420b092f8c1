package io.strapwork.menu.pxelinux;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
