package io.strapwork.menu.grub;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
