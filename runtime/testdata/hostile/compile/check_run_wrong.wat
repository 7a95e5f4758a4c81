;; tries: a check_run that takes what nobody gives
;; meets: bad module
;; detail: its export check_run is (i32) -> i32 and must be () -> i32
(module
  (memory (export "memory") 1)
  (func (export "check_run") (param i32) (result i32) (local.get 0))
  (func (export "sandpiper_abi_v1")))
