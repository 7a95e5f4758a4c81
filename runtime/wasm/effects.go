package wasm

import "strings"

// By how much each instruction makes the stack of operands longer: of one byte,
// behind the prefix 0xfc, and behind 0xfd. Of calls and blocks it is 0.
var plainEffects, bulkEffects, vectorEffects = effects(0), effects(0xfc00), effects(0xfd00)

func effects(prefix Opcode) (table [256]int8) {
	for n := range table {
		table[n] = effectOf((prefix | Opcode(n)).row().name)
	}
	return table
}

// effectOf is that of an instruction by its name. What is not named here takes
// two operands and gives one.
func effectOf(name string) int8 {
	name, _, _ = strings.Cut(name, " ") // select t*
	for _, rule := range effectRules {
		for part := range strings.FieldsSeq(rule.names) {
			if name == part || strings.HasPrefix(part, ".") && strings.Contains(name, part) {
				return rule.effect
			}
		}
	}
	return -1
}

// effectRules hold whole names, and parts of names, which begin with a point.
// The first that fits is right.
var effectRules = []struct {
	effect int8
	names  string
}{
	{0, "unreachable nop block loop else end br return call call_indirect return_call return_call_indirect try_table throw throw_ref"},
	{-1, "if br_if br_table drop local.set global.set"},
	{1, "local.get global.get memory.size table.size ref.null ref.func .const"},
	{0, "local.tee memory.grow table.get ref.is_null elem.drop data.drop"},
	{-2, "select table.set .store .bitselect"},
	{-3, "memory.init memory.copy memory.fill table.init table.copy table.fill"},
	{-1, ".load8_lane .load16_lane .load32_lane .load64_lane"},
	{0, ".load .eqz .clz .ctz .popcnt .abs .neg .ceil .floor .sqrt .nearest .not .splat .any_true .all_true .bitmask"},
	{0, ".extract_lane .extadd_pairwise .extend_low .extend_high .extend8 .extend16 .extend32 .extend_i32"},
	{0, ".trunc .wrap .convert .promote .demote .reinterpret"},
}
