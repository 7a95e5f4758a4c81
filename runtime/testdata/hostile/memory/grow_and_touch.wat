;; tries: all the memory that the limit gives, every page written, and ends well
;; meets: ok
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $page i32)
    (drop (memory.grow (i32.const 1023)))
    (loop
      (i32.store (i32.shl (local.get $page) (i32.const 16)) (i32.const 1))
      (local.set $page (i32.add (local.get $page) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $page) (i32.const 1024))))
    (i32.const 0)))
