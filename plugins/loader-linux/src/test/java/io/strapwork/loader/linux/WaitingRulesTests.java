package io.strapwork.loader.linux;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
