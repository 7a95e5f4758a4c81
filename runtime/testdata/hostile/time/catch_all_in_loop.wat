;; tries: a loop that swallows whatever ends it
;; limits: wall=50ms
;; meets: deadline
;; detail: the run took longer than its limit of 50 ms
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (block $caught
        (try_table (catch_all $caught) (loop (br 0))))
      (br 0))
    (i32.const 0)))
