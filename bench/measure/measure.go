// Package measure compares ways of doing one thing.
//
// A machine is not the same from one minute to the next: its clock changes and
// others use it too. So the ways take turns, round by round, and what counts is
// the median of the rounds.
package measure

import (
	"fmt"
	"slices"
	"time"
)

// Way is one way of doing a thing.
type Way struct {
	Name string
	Do   func() error
	// Timed, where it is not nil, does it n times instead, and says itself how
	// long that took: for what is done where its way there is not to count.
	Timed func(n int) (time.Duration, error)
}

// Options say how much is measured.
type Options struct {
	Rounds int           // in which each way gets its turn
	Turn   time.Duration // how long one turn lasts, at least
}

// Times is how long it takes to do the thing once, by the name of the way.
type Times map[string]time.Duration

// Medians measures the ways.
func Medians(o Options, ways ...Way) (Times, error) {
	times := make([]int, len(ways)) // done in each turn
	for i, way := range ways {
		n, err := calibrate(o.Turn, way)
		if err != nil {
			return nil, err
		}
		times[i] = n
	}
	turns := make([][]time.Duration, len(ways))
	for range o.Rounds {
		for i, way := range ways {
			took, err := repeat(way, times[i])
			if err != nil {
				return nil, err
			}
			turns[i] = append(turns[i], took/time.Duration(times[i]))
		}
	}
	medians := Times{}
	for i, way := range ways {
		medians[way.Name] = Median(turns[i])
	}
	return medians, nil
}

// calibrate finds out how often a thing must be done to fill a turn, and warms
// it up.
func calibrate(turn time.Duration, way Way) (int, error) {
	for n := 1; ; n *= 2 {
		took, err := repeat(way, n)
		if err != nil {
			return 0, err
		}
		if took >= turn/2 {
			return max(1, int(turn*time.Duration(n)/took)), nil
		}
	}
}

func repeat(way Way, n int) (time.Duration, error) {
	if way.Timed != nil {
		took, err := way.Timed(n)
		if err == nil && took <= 0 {
			err = fmt.Errorf("it took %v", took)
		}
		if err != nil {
			return 0, fmt.Errorf("%s: %w", way.Name, err)
		}
		return took, nil
	}
	start := time.Now()
	for range n {
		if err := way.Do(); err != nil {
			return 0, fmt.Errorf("%s: %w", way.Name, err)
		}
	}
	return time.Since(start), nil
}

// Median is the middle one, or the upper of two.
func Median(of []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

// Percentile is the least one that so many of a hundred, from 1 to 100, do not
// exceed; 0 of none.
func Percentile(of []time.Duration, hundredth int) time.Duration {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(of))
	return sorted[(len(sorted)*hundredth+99)/100-1]
}
