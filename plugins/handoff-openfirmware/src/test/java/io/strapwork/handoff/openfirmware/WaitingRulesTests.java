package io.strapwork.handoff.openfirmware;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
