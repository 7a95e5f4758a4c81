// Package scheduler decides when each instance runs, and nothing else: what a
// run is belongs to the [Runner], what it means to the [Consumer].
//
// Time is cut into intervals per instance, counted from the start of the
// scheduler on the monotonic clock, and each interval holds one tick. The tick
// of interval 0 is at its beginning, so that the agent shows something at
// once; every later one stands at the instance's offset, the hash of its ID
// modulo its interval:
//
//	interval 20 s, offset 7 s, min_collection_interval 30 s
//
//	seconds    0         20        40        60        80        100       120
//	interval   |0        |1        |2        |3        |4        |5        |6
//	tick       R            s         R         s         R         s         R
//	           0            27        47        67        87        107       127
//
// The offset spreads the load of many instances, and as it depends on the ID
// alone a restart keeps it, counted from the new start. That the first tick
// comes early and not the second one makes the gap after the start longer than
// the interval (by the offset) and never shorter: a rate needs two samples that
// lie apart, and a check that is to run once an hour is not to run twice in its
// first minute.
//
// The scheduled start of a run is the beginning of the interval that it stands
// in, whenever it really begins. min_collection_interval compares scheduled
// starts, so the runs above (R) are at 0, 40, 80 and 120 s and neither offset
// nor jitter ever turns one into a skip (s).
//
// A tick yields at most one run. It yields none, and is counted, while the last
// run of its instance is under way, when min_collection_interval has not
// passed, and when the next tick is due already, as after the machine was
// suspended: what was missed is not caught up with, only the last tick that is
// due counts.
//
// An instance that the sandbox stopped runs again at its next tick, twice. From
// the third stop in a row it rests, each time twice as long, up to ten times
// its period or ten minutes:
//
//	stop in a row         1  2  3  4  5  6  7  8  9  10
//	runs left out then    0  0  1  3  7  9  9  9  9  held
//
// After [check.Instance.HoldAfter] stops in a row it is held: it does not run
// again in this scheduler's life.
package scheduler
