package check_test

import (
	"testing"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
)

func TestKindsAreNumberedAsInTheABI(t *testing.T) {
	numbers := map[check.Kind]int{
		check.Gauge: abi.KindGauge, check.Rate: abi.KindRate, check.Count: abi.KindCount,
		check.MonotonicCount: abi.KindMonotonicCount, check.Counter: abi.KindCounter,
		check.Histogram: abi.KindHistogram, check.Raw: abi.KindRaw,
	}
	if len(numbers) != check.Kinds {
		t.Fatalf("%d kinds here, %d in package check", len(numbers), check.Kinds)
	}
	for kind, want := range numbers {
		if int(kind) != want {
			t.Errorf("%v is %d, in the ABI %d", kind, kind, want)
		}
	}
}
