package io.strapwork.loader.elf;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
