// Package check is the vocabulary of Sandpiper: every plain value that one
// room hands to another, and nothing that acts.
//
// The values follow the path of the data. Configuration yields an [Instance];
// the sandbox runs it and returns one [Result], which is whole, bounded and
// owns everything that the run emitted; the aggregator turns samples into
// [Series]; a flush gathers what accumulated into one [Payload] for delivery.
//
// Conventions that hold throughout: instants are [time.Time], except in
// [Sample] and [Point], which carry Unix nanoseconds because they are many;
// spans are [time.Duration]; sizes say their unit. A nil slice means none.
// Whoever receives a value may read it and must not change it.
package check
