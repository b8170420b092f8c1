package io.strapwork.loader.unpacking;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
