//go:build !noscripts

package python_test

import (
	"fmt"
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
	const first = class + `        for n in range(200):
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
	const later = `from datadog_checks.base import AgentCheck
class C(AgentCheck):
    __NAMESPACE__ = %q
    def check(self, instance):
        for n in range(200):
            self.gauge('g', n, ['b', 'a'], 'h', 'd', False, 1700000000.5)
            self.gauge(name='g', value=True, tags=('é',), hostname='', device_name=None, raw=True)
            self.rate('r' * 1023, 2.5, None)
            self.count('é', 1, tags=[])
            self.monotonic_count('m', 3, raw=False)
            self.increment('i', hostname='x')
            self.decrement('i')
            self.histogram('h', 2**60, device_name='y')
        self.monotonic_count('m', 3, flush_first_value=True)
        self.gauge('odd', 1, raw=1)
        self.gauge('odd', 1, raw=0)
        self.__NAMESPACE__ = 'own'
        self.gauge('g', 1)
        self.__NAMESPACE__ = 5
        self.gauge('g', 1)
        self.__NAMESPACE__ = None
        self.gauge('g', 1)
        AgentCheck._format_namespace, before = lambda self, name, raw=False: 'patched.' + name, AgentCheck._format_namespace
        self.gauge('g', 1)
        AgentCheck._format_namespace = before
        self.gauge('g', 1)
        del self.__NAMESPACE__
`
	for _, c := range []struct {
		name, text       string
		samples, refused int
	}{
		{"first form", first, 200 * 8, 3},
		{"later form", fmt.Sprintf(later, ""), 200*8 + 8, 0},
		{"later form, in a namespace", fmt.Sprintf(later, "of.all"), 200*7 + 8, 1}, // of which one name is too long
	} {
		t.Run(c.name, func(t *testing.T) {
			scripts.StopClock(t)
			inC, inPython := script(t, c.text), script(t, "import _sandpiper\n_sandpiper.in_python()\n"+c.text)
			for _, path := range []string{inC, inPython} {
				run(t, path, `{}`) // loads it
			}
			quick, slow := run(t, inC, `{}`), run(t, inPython, `{}`)
			if quick.Fault != nil || slow.Fault != nil || len(quick.Samples) != c.samples || len(quick.Refused) != c.refused {
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
		})
	}
}
