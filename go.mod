module github.com/sandpiper-checks/sandpiper

go 1.26
