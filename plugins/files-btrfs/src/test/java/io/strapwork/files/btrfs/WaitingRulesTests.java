package io.strapwork.files.btrfs;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
