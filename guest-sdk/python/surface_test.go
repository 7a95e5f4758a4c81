//go:build !noscripts

package python_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The methods of the document with all their arguments, and the rest of the class.
func TestEveryMethodOfTheDocumentReportsWhatItSays(t *testing.T) {
	for _, name := range []string{"surface", "stackstate"} {
		t.Run(name, func(t *testing.T) { scripts.ReportsWhatItSays(t, name) })
	}
}

// The methods of metrics are handed over by C where they are given what they
// mostly are. The methods in Python, which do the rest, say the same.
func TestMetricsAreHandedOverWithoutPythonAndMeanTheSame(t *testing.T) {
	const metrics = class + `        for n in range(200):
            self.gauge('g', n, ['b', 'a'], 'h', 'd', 1700000000.5)
            self.gauge(metric='g', value=True, tags=('é',), hostname='', device_name=None, timestamp=None)
            self.rate('r', 2.5, None)
            self.count('c', tags=[])
            self.monotonic_count('m')
            self.increment('i', hostname='x')
            self.decrement('i')
            self.histogram('h', 2**60, device_name='y')
            self.raw('r', -1, ['t' * 2000], timestamp=1)
            self.raw('', float('nan'))
            self.gauge('g', 1, ['t'] * 129)
`
	scripts.StopClock(t)
	inC, inPython := script(t, metrics), script(t, "import _sandpiper\n_sandpiper.in_python()\n"+metrics)
	for _, path := range []string{inC, inPython} {
		run(t, path, `{}`) // loads it
	}
	quick, slow := run(t, inC, `{}`), run(t, inPython, `{}`)
	if quick.Fault != nil || slow.Fault != nil || len(quick.Samples) != 200*8 || len(quick.Refused) != 3 {
		t.Fatal(quick.Fault, slow.Fault, len(quick.Samples), quick.Refused)
	}
	for _, d := range []string{cmp.Diff(slow.Samples, quick.Samples), cmp.Diff(slow.Refused, quick.Refused), cmp.Diff(slow.Warnings, quick.Warnings)} {
		if d != "" {
			t.Error(d)
		}
	}
	if quick.Usage.Fuel*2 > slow.Usage.Fuel {
		t.Errorf("fuel %d, and %d in Python", quick.Usage.Fuel, slow.Usage.Fuel)
	}
}
