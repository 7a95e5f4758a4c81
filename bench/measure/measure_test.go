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
