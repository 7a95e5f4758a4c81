// Package forwarder delivers what a flush gathered. It knows two outputs, a
// file of JSON lines and the StackState intake, and it is the only room that
// knows how their bytes look.
//
// Each output has a queue and a goroutine of its own, so one that fails delays
// no other. [Forwarder.Enqueue] encodes a payload into bodies, puts them into
// each queue and returns; it never waits for a receiver.
//
// # Policy
//
// A body ends in one of three ways, which the output chooses by the [Verdict]
// of its error: it was taken; it is kept and tried again (anything that a human
// or time can mend: no network, a refused key, a full disk, a server error); or
// it is given up, which is always counted and reported with a [Drop].
//
// Tries go on without a limit on their number. What bounds them is the age of
// the body (24 hours by default) and the size of the queue (15 MiB): when a new
// body does not fit, the oldest goes. After a failure the output rests for a
// random time between half and the whole of 2 s x 2^n, at most 64 s, where n
// is the count of failures; a success takes two off n. A receiver that names a
// longer time is obeyed, up to five minutes.
//
// Bodies go out oldest first. A snapshot may be spread over several bodies, and
// its stop must not pass its start; nor must an old snapshot arrive after a
// newer one, which it would undo. There is one exception, because a receiver
// may choke on one body for ever: when it has answered the oldest with a server
// error eight times, later bodies are tried in turn with it, and when three of
// those were taken the culprit is given up.
//
// A snapshot's stop tells the receiver to remove what the snapshot did not
// hold. So when a part of a snapshot is given up, the parts behind it are given
// up too: a stop never follows a gap.
//
// Delivery is at least once. A body that the receiver took is never sent again,
// unless its answer was lost on the way.
package forwarder
