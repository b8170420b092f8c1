package io.strapwork.processor;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
