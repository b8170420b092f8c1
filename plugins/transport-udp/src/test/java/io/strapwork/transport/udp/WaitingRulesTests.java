package io.strapwork.transport.udp;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
