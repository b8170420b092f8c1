package io.strapwork.files.fat;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
