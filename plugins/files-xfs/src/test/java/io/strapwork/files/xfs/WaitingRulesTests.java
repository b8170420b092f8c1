package io.strapwork.files.xfs;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
