package io.strapwork.stack.inet;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
