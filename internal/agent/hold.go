package agent

import (
	"fmt"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
)

// held tells that an instance runs no more.
func (a *Agent) held(n scheduler.Note) {
	a.options.Log.Error("the check is held: it runs again when the agent is restarted",
		"check", n.Instance.Check, "instance", n.Instance.Index, "stops_in_a_row", n.Stops, "reason", string(n.Reason),
		"hint", "sandbox.hold_after in its file of conf.d is after how many stops, 0 for never")
	if a.options.Console == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.options.Console.Held(n.Instance, time.Now(), StoppedInARow(n.Stops, n.Reason))
}

// StoppedInARow says how often an instance was stopped, and why the last time.
func StoppedInARow(stops int, reason check.Reason) string {
	times := "times"
	if stops == 1 {
		times = "time"
	}
	return fmt.Sprintf("stopped %d %s in a row: %s", stops, times, reason)
}

// statusOfHeld are the statuses of the instances that are held. They are told
// with each flush: nobody else will tell of them again.
func (a *Agent) statusOfHeld(now time.Time) (statuses []check.Emitted[check.ServiceCheck]) {
	for _, s := range a.scheduler.Status() {
		if s.Held {
			status := a.newStatus(s.Instance, now)
			status.Status, status.Message = check.Critical, "held: "+StoppedInARow(s.Stops, s.Reason)
			statuses = appendEmitted(statuses, s.Instance, status)
		}
	}
	return statuses
}
