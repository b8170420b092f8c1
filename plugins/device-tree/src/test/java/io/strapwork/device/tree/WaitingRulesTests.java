package io.strapwork.device.tree;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
