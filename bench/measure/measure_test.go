package measure_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

func TestMediansAreThoseOfTheRounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done := 0
		times, err := measure.Medians(measure.Options{Rounds: 5, Turn: 20 * time.Millisecond},
			measure.Way{Name: "steady", Do: func() error {
				time.Sleep(time.Millisecond)
				return nil
			}},
			measure.Way{Name: "sometimes slow", Do: func() error {
				if done++; done%100 == 0 {
					time.Sleep(time.Second)
				}
				time.Sleep(4 * time.Millisecond)
				return nil
			}})
		if err != nil {
			t.Fatal(err)
		}
		if times["steady"] != time.Millisecond || times["sometimes slow"] != 4*time.Millisecond {
			t.Errorf("medians %v", times)
		}
	})
}

func TestAWayThatFailsEndsTheMeasurement(t *testing.T) {
	_, err := measure.Medians(measure.Options{Rounds: 3, Turn: time.Millisecond},
		measure.Way{Name: "broken", Do: func() error { return errors.New("out of order") }})
	if err == nil || err.Error() != "broken: out of order" {
		t.Errorf("error %v", err)
	}
}

func TestPercentilesAreOfWhatWasMeasured(t *testing.T) {
	var of []time.Duration
	for i := range 200 {
		of = append(of, time.Duration((i*7)%200+1)) // 1 to 200, in no order
	}
	for hundredth, want := range map[int]time.Duration{1: 2, 50: 100, 99: 198, 100: 200} {
		if got := measure.Percentile(of, hundredth); got != want {
			t.Errorf("percentile %d is %d, want %d", hundredth, got, want)
		}
	}
	if one := measure.Percentile(of[:1], 99); one != of[0] {
		t.Errorf("of one it is %d", one)
	}
	if none := measure.Percentile(nil, 99); none != 0 {
		t.Errorf("of none it is %d", none)
	}
}

func TestAWayMayTakeItsTimeItself(t *testing.T) {
	did := 0
	took := func(each time.Duration) func(int) (time.Duration, error) {
		return func(n int) (time.Duration, error) {
			did += n
			return time.Duration(n) * each, nil
		}
	}
	o := measure.Options{Rounds: 3, Turn: time.Second}
	times, err := measure.Medians(o, measure.Way{Name: "elsewhere", Timed: took(time.Millisecond)})
	if err != nil || times["elsewhere"] != time.Millisecond {
		t.Errorf("medians %v, error %v", times, err)
	}
	if want := 3 * 1000; did < want {
		t.Errorf("it was done %d times, want %d at least", did, want)
	}
	_, err = measure.Medians(o, measure.Way{Name: "no clock", Timed: took(0)})
	if err == nil || err.Error() != "no clock: it took 0s" {
		t.Errorf("error %v", err)
	}
}
