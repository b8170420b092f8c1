package io.strapwork.menu.zipl;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
