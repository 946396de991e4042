// Package web is what people see in a browser: the sign-in, the agent's page and
// the console of supervisors.
// POST /login, the operation behind the sign-in, is for programs as well.
//
// Whoever gives the right password gets a session of package auth. Nothing in
// an answer or its timing tells a wrong password from a name or an instance that
// does not exist, and guessing is slowed down for each name and each address.
//
// Pages are templates and small modules in the folder of the page, embedded as
// they are. A strict policy lets a browser run and load nothing else, and only
// approved origins may show the agent's page in a frame.
package web
