;; tries: memory.copy of 2 MiB onto itself, a byte further, again and again
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1015873
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 64)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (memory.copy (i32.const 1) (i32.const 0) (i32.const 2097152))
      (br 0))
    (i32.const 0)))
