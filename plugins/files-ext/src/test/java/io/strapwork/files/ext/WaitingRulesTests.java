package io.strapwork.files.ext;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
