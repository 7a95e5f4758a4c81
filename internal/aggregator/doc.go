// Package aggregator turns the samples of runs into series: it knows what
// many samples of one context mean together.
//
// Each instance has a memory of its own, so two instances that report the same
// context never mix. A run is committed whole, when it has ended, failed or
// not: what its samples amount to becomes known then, as points. The package
// is a pure function of samples and their times; it has no clock, starts
// nothing and logs nothing. What a person should hear of comes back as a
// [Note].
//
// A context is dropped at the second commit without a sample after its last
// one, and until then keeps the kind of its first sample. Rates and monotonic
// counts live on the difference to an earlier sample, which may lie many
// commits back: they keep their last value for 25 hours more.
package aggregator
