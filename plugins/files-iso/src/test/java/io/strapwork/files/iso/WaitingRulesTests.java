package io.strapwork.files.iso;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
