package main

import (
	"testing"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

func TestHelloReportsOne(t *testing.T) {
	got := sandpipertest.Run(t, check, sandpipertest.Config{})
	got.OK()
	if metric := got.Metric("hello.world"); metric.Kind != "gauge" || metric.Value != 1 {
		t.Errorf("got %+v", metric)
	}
}
