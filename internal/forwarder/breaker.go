package forwarder

import (
	"math/rand/v2"
	"time"
)

const (
	restUnit     = 2 * time.Second
	longestRest  = 64 * time.Second
	mostFailures = 6 // more would not rest longer, only recover later
	// longestObeyed bounds what a receiver may ask for by Retry-After: a
	// mistaken date must not silence the agent for a year.
	longestObeyed = 5 * time.Minute
)

// breaker spaces the tries of an output that fails. The steps are those of the
// agents in use, so a receiver sees the load that it was built for; the chance
// in them keeps many agents from coming back at once.
type breaker struct{ failures int }

// failed notes a failure and returns how long to rest.
func (b *breaker) failed(asked time.Duration) time.Duration {
	b.failures = min(b.failures+1, mostFailures)
	full := min(restUnit<<b.failures, longestRest)
	rest := full/2 + rand.N(full/2+1)
	return max(rest, min(asked, longestObeyed))
}

func (b *breaker) succeeded() { b.failures = max(b.failures-2, 0) }
