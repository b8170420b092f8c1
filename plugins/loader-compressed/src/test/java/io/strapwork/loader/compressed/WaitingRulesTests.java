package io.strapwork.loader.compressed;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
