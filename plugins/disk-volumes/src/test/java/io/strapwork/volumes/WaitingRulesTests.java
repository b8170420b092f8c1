package io.strapwork.volumes;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
