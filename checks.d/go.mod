module github.com/sandpiper-checks/sandpiper/checks.d

go 1.26

require github.com/sandpiper-checks/sandpiper/guest-sdk/go v0.0.0

replace github.com/sandpiper-checks/sandpiper/guest-sdk/go => ../guest-sdk/go
