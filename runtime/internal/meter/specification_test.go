package meter

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// What is charged is defined on a page, which has the figures of the code.
func TestTheSpecificationHasTheFigures(t *testing.T) {
	b, err := os.ReadFile("../../../SPECIFICATION.md")
	if err != nil {
		t.Fatal(err)
	}
	page := strings.Join(strings.Fields(string(b)), " ")
	for _, says := range []string{
		fmt.Sprintf("version %d of it", Version),
		fmt.Sprintf("1 for every %d instructions of the longest path", instructionsPerUnit),
		fmt.Sprintf("until they are %d units", Batch),
		fmt.Sprintf("is charged %d units more at its entry", Batch),
		fmt.Sprintf("whose fuel is %s units below zero", grouped(Reserve)),
		fmt.Sprintf("in units of %d bytes, of which a run has %s", DepthBytes, grouped(Depth)),
		fmt.Sprintf("copies of the stack, of %s units together", grouped(heldLimit)),
		fmt.Sprintf("| `throw` | %d, and 1 for every %d units", throwUnits, 1<<throwShift),
		fmt.Sprintf("| `try_table` | %d, 1 for each", smallestStack+tryUnits),
		fmt.Sprintf("may grow by %s entries together", grouped(TableRoom)),
	} {
		if !strings.Contains(page, says) {
			t.Errorf("SPECIFICATION.md does not say %q", says)
		}
	}
}

// grouped writes a number with a comma before each three digits.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
