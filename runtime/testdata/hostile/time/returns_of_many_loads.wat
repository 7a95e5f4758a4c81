;; tries: a recursion whose every frame waits for memory 20,000 times, on the way back
;; limits: wall=300ms
;; meets: deadline
(module
  (memory (export "memory") 1024)
  (global $p (mut i32) (i32.const 0))
  ;; A place in every line of the memory that names another one.
  (func $scatter (local $i i32)
    (loop
      (i32.store
        (i32.mul (local.get $i) (i32.const 64))
        (i32.mul (i32.const 64) (i32.and (i32.add (i32.mul (local.get $i) (i32.const 1664525)) (i32.const 1013904223)) (i32.const 0xfffff))))
      (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1048576)))))
  (func $f (param i32) (local $i i32)
    (if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1))))) (global.get $p) (@repeat 20000 i32.load) (global.set $p))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $scatter)
    (loop (call $f (i32.const 150)) (br 0))
    (i32.const 0)))
