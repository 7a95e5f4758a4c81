;; tries: a request whose body is the request, to a server that nobody allowed
;; meets: ok
;; refused: 1 server not allowed
(module
  (import "check/v1" "http_request" (func $http_request (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "{\"url\":\"http://a.example/\",\"method\":\"POST\"}")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.ne (call $http_request (i32.const 0) (i32.const 43) (i32.const 0) (i32.const 43)) (i32.const -23))))
