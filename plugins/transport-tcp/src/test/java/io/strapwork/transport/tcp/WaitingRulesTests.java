package io.strapwork.transport.tcp;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
