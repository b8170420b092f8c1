package io.strapwork.menu.ins;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
