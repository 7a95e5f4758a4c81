;; tries: a trap in a handler that catches everything, in a loop
;; meets: trap
;; detail: unreachable
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (block $caught
        (try_table (catch_all $caught) unreachable))
      (br 0))
    (i32.const 0)))
