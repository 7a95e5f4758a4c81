package scheduler

import (
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

const (
	// patience is how many stops in a row have no consequence: the instance
	// runs again when it is due.
	patience = 2

	// A rest ends after so many times the period of the instance, or so long,
	// whichever comes first.
	maxRestPeriods = 10
	maxRest        = 10 * time.Minute
)

// streak is how often in a row the sandbox has stopped an instance. A run that
// ends by itself ends the streak, however it went: a check that reports an
// error does its work.
type streak struct {
	stops  int
	reason check.Reason // of the last one
}

// add counts a run that ended with this fault, nil for none.
func (s *streak) add(fault *check.Fault) {
	if fault == nil || !fault.Stopped() {
		*s = streak{}
		return
	}
	s.stops++
	s.reason = fault.Reason
}

// rest is how many runs of an instance that would run every period are left
// out next. The third stop in a row leaves out one, and each further one
// doubles the time until the next run.
func (s streak) rest(period time.Duration) int {
	most := min(maxRestPeriods, int(maxRest/period))
	periods := 1
	for range s.stops - patience {
		if periods *= 2; periods >= most {
			return max(most, 1) - 1
		}
	}
	return periods - 1
}

// held says that the instance is to run no more; after is the number of stops
// in a row that it takes, 0 for never.
func (s streak) held(after int) bool { return after > 0 && s.stops >= after }
