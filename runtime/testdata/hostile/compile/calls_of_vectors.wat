;; tries: 10,000 calls that hand over 100 vectors and get 100
;; meets: bad module
;; detail: …as weight of the instructions of one function, cap code allows 170000; …
(module
  (memory (export "memory") 1)
  (type $same (func (param (@repeat 100 v128)) (result (@repeat 100 v128))))
  (type $gives (func (result (@repeat 100 v128))))
  (func $same (type $same)
    unreachable)
  (func
    (@repeat 100 v128.const i64x2 1 2) (@repeat 10000 call $same) (@repeat 100 drop))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
