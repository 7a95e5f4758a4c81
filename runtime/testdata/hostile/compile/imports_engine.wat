;; tries: the function by which the host takes its turn
;; meets: bad module
;; detail: it imports what this host does not have: sandpiper.yield; …
(module
  (import "sandpiper" "yield" (func $yield (param i64) (result i64)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
