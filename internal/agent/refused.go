package agent

import (
	"slices"

	"github.com/sandpiper-checks/sandpiper/check"
)

// RefusedInfo is what was not taken of an instance for one cause.
type RefusedInfo struct {
	Cause string   `json:"cause"`
	Count int      `json:"count"`
	Keys  []string `json:"keys"` // of the first that were refused, such as a metric's name or a host
}

// A cause may quote what a guest has sent, and keys are a guest's own, so what
// is kept of an instance is bounded.
const (
	maxCauses = 30
	maxKeys   = 5
	// otherCauses stands for all that there is no more room for.
	otherCauses = "other causes"
)

// addRefused adds what a run was refused to the rows of its instance.
func addRefused(rows []RefusedInfo, r check.Refused) []RefusedInfo {
	cause := causeOf(rows, r.Cause)
	i := slices.IndexFunc(rows, func(row RefusedInfo) bool { return row.Cause == cause })
	if i < 0 {
		rows = append(rows, RefusedInfo{Cause: cause, Keys: []string{}})
		i = len(rows) - 1
	}
	row := &rows[i]
	row.Count += r.Count
	if len(row.Keys) < maxKeys && !slices.Contains(row.Keys, r.Key) {
		row.Keys = append(row.Keys, r.Key)
	}
	return rows
}

// causeOf is the cause under which a cause is counted.
func causeOf(rows []RefusedInfo, cause string) string {
	if len(rows) < maxCauses-1 || slices.ContainsFunc(rows, func(row RefusedInfo) bool { return row.Cause == cause }) {
		return cause
	}
	return otherCauses
}

// cloneRefused copies rows for whoever reads them while runs go on.
func cloneRefused(rows []RefusedInfo) []RefusedInfo {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Keys = slices.Clone(rows[i].Keys)
	}
	return rows
}
