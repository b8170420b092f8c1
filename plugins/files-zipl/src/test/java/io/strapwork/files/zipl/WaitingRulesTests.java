package io.strapwork.files.zipl;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
