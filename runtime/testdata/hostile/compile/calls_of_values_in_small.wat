;; tries: 12,000 functions of 10 such calls
;; meets: bad module
;; detail: …as weight of the instructions of the module, more in long functions, cap module_code allows 22000000; …
(module
  (memory (export "memory") 1)
  (type $same (func (param (@repeat 100 i32)) (result (@repeat 100 i32))))
  (type $gives (func (result (@repeat 100 i32))))
  (func $same (type $same)
    unreachable)
  (@repeat 12000 (func
    (@repeat 100 i32.const 0) (@repeat 10 call $same) (@repeat 100 drop)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
