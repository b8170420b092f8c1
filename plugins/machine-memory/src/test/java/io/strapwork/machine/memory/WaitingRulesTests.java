package io.strapwork.machine.memory;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
