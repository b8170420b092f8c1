package io.strapwork.trust.openpgp;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
