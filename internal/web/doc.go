// Package web is what people see in a browser. For now that is the sign-in: a
// page and the operation behind it, POST /login, which programs use as well.
//
// Whoever gives the right password gets a session of package auth. Nothing in
// an answer or its timing tells a wrong password from a name or an instance that
// does not exist, and guessing is slowed down for each name and each address.
package web
