module github.com/sandpiper-checks/sandpiper/guest-sdk/go

go 1.26
