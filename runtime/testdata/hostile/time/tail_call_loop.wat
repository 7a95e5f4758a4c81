;; tries: a function that goes on with itself by tail calls, for ever
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000001
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 1)
  (func $again (return_call $again))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $again)
    (i32.const 0)))
