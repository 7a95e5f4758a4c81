package wasm

import "strings"

// By how much each instruction makes the stack of operands longer: of one byte,
// behind the prefix 0xfc, and behind 0xfd. Of calls and blocks it is 0. What the
// rules do not name takes two operands and gives one.
var (
	plainEffects  = ruled(0, effectRules, -1)
	bulkEffects   = ruled(0xfc00, effectRules, -1)
	vectorEffects = ruled(0xfd00, effectRules, -1)
)

// rule gives a number to instructions. It holds whole names, and parts of names,
// which begin with a point.
type rule struct {
	number int8
	names  string
}

// ruled has for each instruction behind a prefix what the first rule says that fits.
func ruled(prefix Opcode, rules []rule, otherwise int8) (table [256]int8) {
	for n := range table {
		name, _, _ := strings.Cut((prefix | Opcode(n)).row().name, " ") // select t*
		table[n] = ruledBy(rules, name, otherwise)
	}
	return table
}

func ruledBy(rules []rule, name string, otherwise int8) int8 {
	for _, r := range rules {
		for part := range strings.FieldsSeq(r.names) {
			if name == part || strings.HasPrefix(part, ".") && strings.Contains(name, part) {
				return r.number
			}
		}
	}
	return otherwise
}

var effectRules = []rule{
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
