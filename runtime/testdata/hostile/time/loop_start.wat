;; tries: an endless loop in the start section
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000001
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 1)
  (start $spin)
  (func $spin (loop (br 0)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
